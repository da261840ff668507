import random

QUESTIONS = [
    {"q": "What is the capital of Peru?", "a": "Lima"},
    {"q": "Who wrote 'Emma'?", "a": "Jane Austen"},
    {"q": "Which planet is nearest to the sun?", "a": "Mercury"},
]


def ask(question):
    print(question["q"])
    answer = input("> ").strip()
    if answer.lower() == question["a"].lower():
        print("Right!")
        return True
    print("That's not it, it is " + question["a"])
    return False


def play(rounds=3):
    score = 0
    for question in random.sample(QUESTIONS, k=min(rounds, len(QUESTIONS))):
        if ask(question):
            score += 1
    print(f"You scored {score} of {rounds}")


if __name__ == "__main__":
    play()
