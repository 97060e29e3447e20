"""What a blocked sender is told, and what they may say against it."""
