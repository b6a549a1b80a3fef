"""The eight stages of the loop, one file each, in the order of the loop."""
