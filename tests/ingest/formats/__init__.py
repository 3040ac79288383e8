"""One action plan written in six formats, to see that it reads the same in each."""
