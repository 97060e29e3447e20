"""What a new demo begins with: its people and keys, its cases, directives, dossiers and figures, all simulated."""
