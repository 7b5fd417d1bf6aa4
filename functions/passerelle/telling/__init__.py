"""An automation told in words, from its file: for those who approve it and live with it, and do not read YAML."""
