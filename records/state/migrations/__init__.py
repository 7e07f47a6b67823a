"""Steps that bring a state database of any earlier version to this one."""
