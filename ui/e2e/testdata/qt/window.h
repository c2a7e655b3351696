// What the two windows of the origin's tutorial have in common: a record of
// what was said, a line to write in, and a button to send it. Everything that
// appears in the record is printed too, a line each with its newlines escaped,
// so that a test can read it.
#pragma once

#include <QtNetwork>
#include <QtWidgets>

class Window : public QWidget {
public:
	explicit Window(const QString &title) {
		setWindowTitle(title);
		record->setReadOnly(true);
		record->setFocusPolicy(Qt::NoFocus);
		column->addLayout(fields);
		column->addWidget(act);
		column->addWidget(record);
		column->addWidget(message);
		column->addWidget(send);
		// Enter presses the button that it stands at.
		for (QPushButton *b : {act, send})
			b->setAutoDefault(true);
		connect(send, &QPushButton::clicked, [this] {
			if (socket == nullptr || socket->state() != QAbstractSocket::ConnectedState)
				return;
			socket->write(message->text().toUtf8());
			tell("sent", message->text());
			message->clear();
		});
		connect(message, &QLineEdit::returnPressed, send, &QPushButton::click);
		resize(360, 420);
	}

	void tell(const QString &what, const QString &text) {
		record->append(what + ": " + text);
		QString line = text;
		line.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
		QTextStream(stdout) << what << ": " << line << '\n';
	}

	// order says where Tab goes, from the first.
	void order(const QList<QWidget *> &controls) {
		for (int i = 1; i < controls.size(); i++)
			setTabOrder(controls[i - 1], controls[i]);
		controls[0]->setFocus();
	}

	// talk reads from the socket as it comes, as the tutorial does: one entry
	// in the record for each readyRead.
	void talk(QTcpSocket *with) {
		socket = with;
		connect(with, &QTcpSocket::readyRead, [this, with] { tell("received", QString::fromUtf8(with->readAll())); });
		connect(with, &QTcpSocket::disconnected, [this, with] {
			tell("disconnected", "");
			with->deleteLater();
			if (socket == with)
				socket = nullptr;
		});
	}

	QTcpSocket *socket = nullptr;
	QFormLayout *fields = new QFormLayout;
	QVBoxLayout *column = new QVBoxLayout(this);
	QPushButton *act = new QPushButton;
	QTextEdit *record = new QTextEdit;
	QLineEdit *message = new QLineEdit;
	QPushButton *send = new QPushButton("Send");
};
