// A layer that holds no code yet still needs one object to be a library.
