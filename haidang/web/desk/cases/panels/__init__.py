"""What the page of a case shows beside the case itself: one module each, `panel(request, case)`."""
