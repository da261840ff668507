from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from library.db import get_session
from library.models import Loan
from library.schemas import FineOut, LoanIn, LoanOut
from library.services.lending import LendingService
from library.services.policy import LendingError, LoanPolicy, default_policy

router = APIRouter(prefix="/loans", tags=["loans"])

PolicyDep = Annotated[LoanPolicy, Depends(default_policy)]


def get_service(
    session: Annotated[Session, Depends(get_session)], policy: PolicyDep
) -> LendingService:
    return LendingService(session, policy)


ServiceDep = Annotated[LendingService, Depends(get_service)]


@router.post("", response_model=LoanOut, status_code=201)
def borrow(service: ServiceDep, data: LoanIn) -> Loan:
    try:
        return service.borrow(data.book_id, data.card_number, date.today())
    except LendingError as exc:
        raise HTTPException(400, str(exc)) from exc


@router.post("/{loan_id}/return", response_model=FineOut)
def give_back(service: ServiceDep, loan_id: int) -> FineOut:
    loan = service.loans.get(loan_id)
    if loan is None:
        raise HTTPException(404, "Loan not found")
    today = date.today()
    try:
        amount = service.give_back(loan, today)
    except LendingError as exc:
        raise HTTPException(409, str(exc)) from exc
    days_late = max((today - loan.due_on).days, 0)
    return FineOut(loan_id=loan.id, days_late=days_late, amount=amount)


@router.get("/overdue", response_model=list[LoanOut])
def overdue(service: ServiceDep, page: int = 1) -> list[Loan]:
    return service.loans.overdue(date.today(), page).items
