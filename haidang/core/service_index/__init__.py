"""The national index of service to people and businesses, counted from the cases themselves."""
