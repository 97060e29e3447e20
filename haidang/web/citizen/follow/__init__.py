"""Following one case by its link, or finding it by code and telephone."""
