from sqlalchemy import select

from library.models import Member
from library.repositories.base import BaseRepository


class MemberRepository(BaseRepository[Member]):
    model = Member

    def by_card(self, card_number: str) -> Member | None:
        return self.session.scalar(select(Member).where(Member.card_number == card_number))

    def block(self, member_id: int) -> None:
        member = self.get(member_id)
        if member is not None:
            member.blocked = True
            self.session.flush()
