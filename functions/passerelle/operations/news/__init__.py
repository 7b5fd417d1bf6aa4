"""What watch has seen, told to the people of config/notify.yaml."""
