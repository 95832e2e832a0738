"""What people read: the nightly report and the terminal summary."""
