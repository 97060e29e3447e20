"""What everybody may see of reports: the list, the map, one of them, and the files shown with it."""
