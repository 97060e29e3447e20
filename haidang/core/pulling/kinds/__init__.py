"""The ways of reading, a module each: `read(facts, way_in) -> Table`, which raises Fault."""
