"""The front page, help, what belongs to this device, and what makes the pages an app."""
