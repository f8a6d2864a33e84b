"""The command ``wangge``: everything of ``gis.cli``, plus what needs HTTP."""

import dataclasses
import os
import signal
import sys
import threading
import types
from contextlib import closing

import click

from gis.cli.console import Console
from gis.cli.main import run, wangge
from gis.settings import Settings, read_settings

_HOST = click.option("--host", default=None, help="监听地址，默认 127.0.0.1（仅本机）")
_PORT = click.option("--port", type=click.IntRange(1, 65535), default=None, help="监听端口，默认 8000")


def _settings(host: str | None, port: int | None) -> Settings:
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return dataclasses.replace(read_settings(), **given)  # type: ignore[arg-type]


@wangge.command()
@_HOST
@_PORT
@click.option(
    "--tls", is_flag=True, help="以 https 服务内网手机：自建本地证书，默认监听所有地址，终端显示二维码"
)
@click.option(
    "--trust-port",
    type=click.IntRange(1, 65535),
    default=None,
    help="提供证书下载的 http 页面端口，默认为服务端口加 1",
)
def serve(host: str | None, port: int | None, *, tls: bool, trust_port: int | None) -> None:
    """启动网页与接口服务（数据库须已启动，见 db start）。"""
    from scripts.serving import serve as serve_until_interrupted
    from scripts.serving import serve_over_tls

    if not tls:
        if trust_port is not None:
            raise click.UsageError("--trust-port 只与 --tls 一起使用")
        serve_until_interrupted(_settings(host, port))
        return
    # Phones are the reason for TLS: without a word about the host, they can reach us.
    settings = _settings(host or os.environ.get("WANGGE_HOST") or "0.0.0.0", port)  # noqa: S104
    serve_over_tls(settings, trust_port or settings.port % 65535 + 1)


@wangge.command()
@click.option("--until-input-ends", is_flag=True, hidden=True)
def work(*, until_input_ends: bool) -> None:
    """执行排队的长任务（划分、测算、报告）和每日到期事项；serve 会自动启动一个。"""
    from gis.store.engine import open_store
    from gis.store.queue import run_worker
    from gis.workflows import jobs
    from gis.workflows.turn_of_day import keep_turning

    jobs.register()
    stop = threading.Event()

    def on_signal(_number: int, _frame: types.FrameType | None) -> None:
        stop.set()

    # As in serving: a database that hangs up is an error, no end.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    if until_input_ends:
        threading.Thread(target=_stop_with_input, args=(stop,), daemon=True).start()
    with closing(open_store(read_settings())) as store:
        threading.Thread(target=keep_turning, args=(store, stop), daemon=True).start()
        run_worker(store, stop=stop)


def _stop_with_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


@wangge.command()
@_HOST
@_PORT
@click.option("--once", is_flag=True, help="只准备，不启动服务")
def up(host: str | None, port: int | None, *, once: bool) -> None:
    """准备演示世界（数据库、数据、生活圈、方案、报告）并启动服务；已完成的步骤不会重做。"""
    from gis.workflows.demo_accounts import is_loopback
    from gis.workflows.prepare_demo import prepare_demo

    settings = _settings(host, port)
    with Console() as console:
        summary = prepare_demo(settings, is_local=is_loopback(settings.host), progress=console)
    click.echo(summary.text(settings))
    if not once:
        from scripts.serving import serve as serve_until_interrupted

        serve_until_interrupted(settings)


def main() -> None:
    """Run the command line of this process."""
    # A pipe that closes early (wangge … | head) is no error of ours.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.environ.setdefault("NUMBA_CACHE_DIR", str(read_settings().data_dir / "compiled"))
    sys.exit(run(wangge))


if __name__ == "__main__":
    main()
