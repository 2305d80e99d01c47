"""What an item of a feed is: its own address, its body, and what it cites beside it."""
