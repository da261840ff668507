from dataclasses import dataclass, field
from typing import Iterator, Optional


@dataclass
class Node:
    name: str
    parent: Optional["Node"] = None
    children: list["Node"] = field(default_factory=list)

    def add(self, name: str) -> "Node":
        child = Node(name, parent=self)
        self.children.append(child)
        return child

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def path(self) -> str:
        if self.parent is None:
            return self.name
        return f"{self.parent.path()}/{self.name}"


if __name__ == "__main__":
    root = Node("root")
    root.add("etc").add("hosts")
    for node in root.walk():
        print(node.path())
