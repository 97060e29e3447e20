"""A province is configuration and facts, never code: one folder each, read by `haidang.provinces.pack`."""
