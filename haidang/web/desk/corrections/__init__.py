"""Citizens' requests to correct what is known of them."""
