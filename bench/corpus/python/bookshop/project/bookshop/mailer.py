import os
import smtplib
from decimal import Decimal
from email.message import EmailMessage

SMTP_HOST = os.getenv("SMTP_HOST", "localhost")
SMTP_PORT = int(os.getenv("SMTP_PORT", "25"))
SENDER = os.getenv("MAIL_FROM", "shop@example.com")


def build_confirmation(to: str, order_id: str, total: Decimal) -> EmailMessage:
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = to
    message["Subject"] = f"Your order {order_id[:8]}"
    message.set_content(
        f"Thank you for your order.\n\n"
        f"Order: {order_id}\n"
        f"Total: {total:.2f} EUR\n"
    )
    return message


def send_order_confirmation(to: str, order_id: str, total: Decimal) -> bool:
    message = build_confirmation(to, order_id, total)
    try:
        with smtplib.SMTP(SMTP_HOST, SMTP_PORT, timeout=10) as smtp:
            smtp.send_message(message)
    except OSError:
        return False
    return True
