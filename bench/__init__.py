"""What the program costs, measured against what it is built on."""
