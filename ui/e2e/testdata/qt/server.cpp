// The tutorial's server: a port, Start, and a talk with the last who came.
#include "window.h"

int main(int argc, char **argv) {
	QApplication app(argc, argv);
	Window w("Qt server");
	QTcpServer server;
	auto *port = new QLineEdit("0");
	w.fields->addRow("Port", port);
	w.act->setText("Start");
	w.order({port, w.act, w.message, w.send});
	QObject::connect(w.act, &QPushButton::clicked, [&] {
		if (!server.listen(QHostAddress::Any, port->text().toUShort())) {
			w.tell("error", server.errorString());
			return;
		}
		w.act->setEnabled(false);
		w.message->setFocus();
		w.tell("listening", QString::number(server.serverPort()));
	});
	QObject::connect(&server, &QTcpServer::newConnection, [&] {
		QTcpSocket *guest = server.nextPendingConnection();
		w.talk(guest);
		w.tell("connected", guest->peerAddress().toString());
	});
	w.show();
	return app.exec();
}
