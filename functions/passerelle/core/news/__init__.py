"""What people are told by themselves: what needs a person, once, and when it is over."""
