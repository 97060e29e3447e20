"""What the citizen sees of their case beside the case itself: one module each, `panel(request, case)`."""
