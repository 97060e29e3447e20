"""Where things are: offices, health, schools, attractions, with telephone, hours and the way there."""
