"""What the program is built of: its locked libraries, their licences, and the bill of materials."""
