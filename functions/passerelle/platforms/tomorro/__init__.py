"""How Tomorro speaks: its client, its actions and its reader."""
