"""What a teacher sees of a class at an item: attempts, answers, and how the questions fared."""
