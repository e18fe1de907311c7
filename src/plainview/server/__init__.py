"""The pages of a case live on this machine, with what a person does to a case beside them. Nothing here decides or counts:
each action calls the function that the command of that name calls."""
