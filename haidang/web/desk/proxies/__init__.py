"""What citizens entrust to the community team one is in."""
