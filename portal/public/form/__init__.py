"""The form that grows from a kind's questions, for one kind or several."""
