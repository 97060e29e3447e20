"""The big screens: which they are, what each shows in turn, and what people push to them."""
