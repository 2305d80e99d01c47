"""Files that keep to the standards of web archives, and files that break them in one named way each."""
