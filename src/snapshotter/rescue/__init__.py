"""Lost pages looked for in public archives: mementos found, chosen and taken in as what they are."""
