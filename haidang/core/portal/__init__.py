"""Dossiers to and from the national public service portal, by its field names."""
