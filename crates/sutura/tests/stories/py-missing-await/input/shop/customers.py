class Customer:
    name = ""


async def load(number: int) -> Customer:
    return Customer()


async def greet(number: int) -> str:
    customer = load(number)
    return "Dear " + customer.name
