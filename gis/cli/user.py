"""``wangge user``: accounts of the people who work with the service."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click

from gis.model.access import ROLE_CHINESE, Role
from gis.model.ids import UnitId
from gis.settings import read_settings
from gis.store.engine import Store, open_store
from gis.workflows import accounts


@contextmanager
def _store() -> Iterator[Store]:
    """Open the store for one command."""
    store = open_store(read_settings())
    try:
        yield store
    finally:
        store.close()


_ROLES = [role.value for role in Role if role is not Role.ANONYMOUS]
_PASSWORD = click.option(
    "--password", prompt="密码", hide_input=True, confirmation_prompt="再输一遍", help="不给时提示输入"
)


@click.group()
def user() -> None:
    """账号：添加、列出、停用、改密码。"""


@user.command()
@click.argument("login")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="账号角色")
@click.option("--unit", "unit_ids", type=int, multiple=True, help="工作范围（单位编号），可重复")
@click.option("--name", "display_name", default="", help="显示的称呼，如 网格员 017")
@click.option("--department", default="", help="职能部门账号所属部门（报到职责清单中的编号，如 police）")
@click.option("--random-password", is_flag=True, help="生成随机密码并显示一次")
@click.option("--password", default=None, help="不给时提示输入")
def add(
    login: str,
    role: str,
    unit_ids: tuple[int, ...],
    display_name: str,
    password: str | None,
    department: str,
    *,
    random_password: bool,
) -> None:
    """添加账号 LOGIN。"""
    if random_password:
        password = secrets.token_urlsafe(12)
    elif password is None:
        password = click.prompt("密码", hide_input=True, confirmation_prompt="再输一遍")
    with _store() as store:
        accounts.add_account(
            store,
            login=login,
            password=password,
            role=Role(role),
            display_name=display_name,
            unit_ids=[UnitId(unit_id) for unit_id in unit_ids],
            department=department,
        )
    click.echo(f"已添加账号 {login}（{ROLE_CHINESE[Role(role)]}）")
    if random_password:
        click.echo(f"密码：{password}")


@user.command("list")
def list_users() -> None:
    """列出账号。"""
    with _store() as store:
        listed = accounts.list_accounts(store)
    for account in listed.to_dict("records"):
        state = "停用" if account["is_disabled"] else "可用"
        role = ROLE_CHINESE[Role(account["role"])]
        click.echo(f"{account['login']}\t{role}\t{account['display_name']}\t{state}")


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """停用账号 LOGIN，其登录立即失效。"""
    with _store() as store:
        accounts.disable(store, login)
    click.echo(f"已停用账号 {login}")


@user.command("department")
@click.argument("login")
@click.argument("code")
def change_department(login: str, code: str) -> None:
    """指定职能部门账号 LOGIN 所属部门 CODE（报到职责清单中的编号）；该账号只看向其吹哨、转办的诉求。"""
    with _store() as store:
        accounts.change_department(store, login, code)
    click.echo(f"账号 {login} 所属部门：{code}")


@user.command("password")
@click.argument("login")
@_PASSWORD
def change_password(login: str, password: str) -> None:
    """修改账号 LOGIN 的密码，其登录立即失效。"""
    with _store() as store:
        accounts.change_password(store, login, password)
    click.echo(f"已修改账号 {login} 的密码")
