"""Citizen reports from public places: facts in domain.toml and procedures/, code only for what is odd about them."""
