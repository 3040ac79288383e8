"""Speed and size of goodpractice beside other tools."""
