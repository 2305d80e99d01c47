"""What sources are: files, folders and ZIP files, their formats and encodings."""
