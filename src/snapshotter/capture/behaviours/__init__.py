"""What is done on a page so that all of it comes: named steps, each with a limit and an outcome."""
