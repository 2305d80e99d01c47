"""What is done on a loaded page so that all of it comes and can be read."""
