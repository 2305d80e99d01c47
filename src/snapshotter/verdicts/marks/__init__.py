"""Tables of sure signs: pieces of markup, titles and sentences that only one service's page has."""
