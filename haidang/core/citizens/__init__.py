"""Accounts of citizens: how they prove who they are, what they wish to be told, what is known of them."""
