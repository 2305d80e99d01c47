"""What an archive would give away: keys, tokens, passwords and sessions in what is about to be handed out."""
