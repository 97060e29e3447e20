"""Administrative procedures of citizens and businesses: facts in domain.toml and procedures/, code only for what is odd about them."""
