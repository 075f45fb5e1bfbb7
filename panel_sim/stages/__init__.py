"""Stages that menu paths are played on: without a screen, on the real one in process, on the program in a pty."""
