// The tutorial's client: an address, a port, Connect, and a talk.
#include "window.h"

int main(int argc, char **argv) {
	QApplication app(argc, argv);
	Window w("Qt client");
	auto *ip = new QLineEdit("127.0.0.1");
	auto *port = new QLineEdit("8899");
	w.fields->addRow("IP", ip);
	w.fields->addRow("Port", port);
	w.act->setText("Connect");
	w.order({ip, port, w.act, w.message, w.send});
	QObject::connect(w.act, &QPushButton::clicked, [&] {
		auto *socket = new QTcpSocket;
		w.talk(socket);
		QObject::connect(socket, &QTcpSocket::connected, [&w] {
			w.act->setEnabled(false);
			w.message->setFocus();
			w.tell("connected", "");
		});
		socket->connectToHost(ip->text(), port->text().toUShort());
	});
	w.show();
	return app.exec();
}
