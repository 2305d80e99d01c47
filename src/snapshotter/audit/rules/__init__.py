"""The rules of an audit's verdict, a module for each thing that may have become of a page."""
