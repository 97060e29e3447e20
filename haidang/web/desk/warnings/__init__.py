"""What the centre tells everybody."""
